"""The cells of a form as people write them: targets, actual values, amounts, rates. What is not certain is not guessed."""
