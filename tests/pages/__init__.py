"""What tests know of pages: the house rules that each must keep."""
