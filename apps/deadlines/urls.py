"""Addresses of the register of due dates."""

from django.urls import path

from apps.deadlines import views

app_name = "deadlines"
urlpatterns = [path("", views.deadline_list, name="list")]
