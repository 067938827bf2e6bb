"""The manual's written parts: what `make manual` takes from the code, and how the pages become a site."""
