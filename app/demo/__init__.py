"""A believable RUN year to try the product with, told through the rooms' own actions. All names are invented."""
