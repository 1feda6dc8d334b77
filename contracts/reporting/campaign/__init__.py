"""What many runs come to together: a campaign's shards added up, its overview, its JUnit and its Allure results."""
