"""What a run has to tell, told: in the terminal, as events, in Allure, as HTML and to the CI."""
