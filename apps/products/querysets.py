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

    def with_counts(self):
        """Annotate each product with how many versions and people it has."""
        return self.annotate(
            version_count=models.Count("versions", distinct=True),
            member_count=models.Count("memberships", distinct=True),
        )


class ProductVersionQuerySet(ProductScopedQuerySet):
    """Versions of products."""

    def newest_first(self):
        """Order as people read them: those to come, then the latest released."""
        return self.order_by(models.F("released_on").desc(nulls_first=True), "-pk")


class PublisherQuerySet(models.QuerySet):
    """Publishers."""

    def visible_to(self, user):
        """Return the publishers of the products that `user` may know of."""
        if user.is_authenticated and user.is_administrator:
            return self
        products = apps.get_model("products", "Product").objects.visible_to(user)
        return self.filter(products__in=products).distinct()
