"""What `make bench` measures. Figures only: nothing here is imported by the product."""
