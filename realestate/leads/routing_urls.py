"""Addresses of routing: rules, turns, claims by link, response times."""

from django.urls import path

from realestate.leads import claim_views, routing_views

urlpatterns = [
    path("claim/<slug:token>/", claim_views.claim_link, name="claim_link"),
    path("response/", routing_views.AccountabilityView.as_view(), name="accountability"),
    path("response/<int:office>/", routing_views.PolicyView.as_view(), name="response_policy"),
    path("response/<int:office>/holidays/", routing_views.holiday_add, name="holiday_add"),
    path("response/<int:office>/holidays/<int:pk>/remove/", routing_views.holiday_remove, name="holiday_remove"),
    path("routing/", routing_views.RulesView.as_view(), name="routing"),
    path("routing/dry-run/", routing_views.DryRunView.as_view(), name="routing_dry_run"),
    path("routing/ledger/", routing_views.LedgerView.as_view(), name="routing_ledger"),
    path("routing/new/<int:office>/", routing_views.RuleFormView.as_view(), name="routing_rule_create"),
    path("routing/<int:pk>/", routing_views.RuleFormView.as_view(), name="routing_rule"),
    path("routing/<int:pk>/up/", routing_views.rule_up, name="routing_rule_up"),
    path("routing/<int:pk>/down/", routing_views.rule_down, name="routing_rule_down"),
    path("routing/<int:pk>/switch/", routing_views.rule_switch, name="routing_rule_switch"),
    path("routing/<int:pk>/delete/", routing_views.rule_delete, name="routing_rule_delete"),
]
