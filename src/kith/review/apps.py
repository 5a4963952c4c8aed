from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "kith.review"
    label = "review"
