"""What runs by the clock, in seconds between runs; deploy/base has one CronJob for each."""

SCHEDULES = {
    "send_pending_email": 60,
    "reap_tasks": 60,
    "seal_audit": 60,
    "fetch_mail": 60,
    "escalate_leads": 60,
    "refresh_publication": 60 * 60,
    "build_feeds": 15 * 60,
    "clearsessions": 24 * 60 * 60,
    "advance_mandates": 60 * 60,
    "expire_signatures": 24 * 60 * 60,
    "remind_keys": 24 * 60 * 60,
    "compare_contacts": 15 * 60,
}
