"""Personal numbers and addresses in what is written for others: found wherever they stand, told masked, and not published."""
