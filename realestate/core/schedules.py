"""What runs by the clock, in seconds between runs; deploy/base has one CronJob for each."""

SCHEDULES = {
    "send_pending_email": 60,
    "reap_tasks": 60,
    "seal_audit": 60,
    "clearsessions": 24 * 60 * 60,
}
