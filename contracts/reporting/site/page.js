"use strict";
// The page reads without it: it copies commands, and opens what a link leads into.
const reveal = () => {
  const aim = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let each = aim; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
  if (aim) aim.scrollIntoView();
};
addEventListener("hashchange", reveal);
reveal();
for (const box of document.querySelectorAll(".copied")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "copy";
  button.setAttribute("aria-label", `copy: ${box.dataset.what}`);
  button.addEventListener("click", async () => {
    const code = box.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "copied";
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = "selected: copy it with the keyboard";
    }
  });
  box.append(button);
}
