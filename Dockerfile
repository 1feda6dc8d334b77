# The suites with everything they need, for a user who is not root:
#   docker build -t registration-contracts .
#   docker run --rm registration-contracts --depth smoke
FROM python:3.13-slim AS built
WORKDIR /src
COPY . .
RUN pip install --no-cache-dir --require-hashes -r constraints.txt && pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
COPY --from=built /usr/local/lib/python3.13/site-packages /usr/local/lib/python3.13/site-packages
COPY --from=built /usr/local/bin/pytest /usr/local/bin/contracts /usr/local/bin/
RUN useradd --uid 10001 --create-home contracts && mkdir /work && chown contracts /work
USER 10001
# what is mounted here holds the profile, and gets the reports
WORKDIR /work
ENV PYTHONDONTWRITEBYTECODE=1
ENTRYPOINT ["pytest", "-p", "no:cacheprovider", "--pyargs", "contracts.suites"]
