"""Querysets of products, and the scope that every object of a product shares."""

from django.apps import apps
from django.db import models


class ProductScopedQuerySet(models.QuerySet):
    """Rows that belong to a product: a person sees those of the products they are a member of."""

    product_path = "product_id"

    def visible_to(self, user):
        """Return the rows that `user` may know of; nobody and disabled accounts see none."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_administrator:
            return self
        memberships = apps.get_model("products", "ProductMembership").objects
        mine = memberships.filter(user=user).values("product_id")
        return self.filter(**{f"{self.product_path}__in": mine})


class ProductQuerySet(ProductScopedQuerySet):
    """Products."""

    product_path = "pk"
