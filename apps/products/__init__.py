"""Publishers, products, versions; who may see and do what on a product; its journal."""
