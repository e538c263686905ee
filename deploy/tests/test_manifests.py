"""The manifests as kustomize builds them: they validate, they fit together, and they keep the house's rules."""

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from realestate.core.schedules import SCHEDULES

DEPLOY = Path(__file__).resolve().parent.parent
BUILDS = {
    "base": DEPLOY / "base",
    "dev": DEPLOY / "overlays" / "dev",
    "prod": DEPLOY / "tests" / "prod-example",
}
CUSTOM = {"InnoDBCluster", "ExternalSecret"}
BIN = str(Path(sys.executable).parent)


def kustomize(folder: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("kubectl", path=f"{os.environ.get('PATH', '')}:{BIN}")
    assert program, "kubectl is missing; requirements-dev.txt brings one"
    return subprocess.run([program, "kustomize", str(folder)], capture_output=True, text=True, check=False)


@cache
def built(name: str) -> str:
    result = kustomize(BUILDS[name])
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    return result.stdout


@cache
def objects(name: str) -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load_all(built(name)))


def of_kind(name: str, *kinds: str) -> list[dict[str, Any]]:
    return [thing for thing in objects(name) if thing["kind"] in kinds]


def pods(name: str) -> list[tuple[str, dict[str, Any]]]:
    """(name of the workload, pod template) of everything that makes pods."""
    found = []
    for thing in of_kind(name, "Deployment", "StatefulSet", "Job", "CronJob"):
        spec = thing["spec"]
        if thing["kind"] == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        found.append((thing["metadata"]["name"], spec["template"]))
    return found


def only(name: str, kind: str, start: str) -> dict[str, Any]:
    (thing,) = [thing for thing in of_kind(name, kind) if thing["metadata"]["name"].startswith(start)]
    return thing


def container(template: dict[str, Any]) -> dict[str, Any]:
    (one,) = template["spec"]["containers"]
    return one


def fits(selector: dict[str, str], labels: dict[str, str]) -> bool:
    return selector.items() <= labels.items()


every_build = pytest.mark.parametrize("name", BUILDS)
overlays = pytest.mark.parametrize("name", ["dev", "prod"])


@every_build
def test_two_builds_are_the_same_to_the_byte(name: str) -> None:
    assert kustomize(BUILDS[name]).stdout == built(name)


@every_build
@pytest.mark.parametrize("version", ["1.33", "1.37"])
def test_it_is_valid_for_the_cluster(name: str, version: str) -> None:
    for thing in objects(name):
        if thing["kind"] not in CUSTOM:
            kubernetes_validate.validate(thing, version, strict=True)


def test_no_deprecated_field_of_kustomize_is_used() -> None:
    old = ("commonLabels", "vars", "patchesStrategicMerge", "patchesJson6902", "bases")
    for path in DEPLOY.rglob("kustomization.yaml"):
        assert not set(old) & set(yaml.safe_load(path.read_text())), path


def test_base_has_no_secret_and_no_images() -> None:
    assert not of_kind("base", "Secret", "Namespace")
    assert "images" not in yaml.safe_load((DEPLOY / "base" / "kustomization.yaml").read_text())


def test_prod_has_no_secret_with_values() -> None:
    assert not of_kind("prod", "Secret")


def test_prod_without_its_settings_does_not_build_and_names_the_file(tmp_path: Path) -> None:
    shutil.copytree(DEPLOY, tmp_path / "deploy", ignore=shutil.ignore_patterns("settings.env.bak"))
    (tmp_path / "deploy/overlays/prod/settings.env").unlink(missing_ok=True)
    result = kustomize(tmp_path / "deploy/overlays/prod")
    assert result.returncode != 0
    assert "settings.env" in result.stderr


def test_the_shipped_prod_overlay_has_no_settings() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "overlays/prod/settings.env"], cwd=DEPLOY, capture_output=True, text=True, check=False
    )
    assert listed.stdout == ""


def test_the_example_has_the_parts_of_prod() -> None:
    prod = yaml.safe_load((DEPLOY / "overlays/prod/kustomization.yaml").read_text())
    example = yaml.safe_load((DEPLOY / "tests/prod-example/kustomization.yaml").read_text())
    assert [path.replace("../../overlays/prod/", "") for path in example["resources"]] == prod["resources"]
    for key in (prod.keys() | example.keys()) - {"resources", "images"}:
        assert example[key] == prod[key], key


@overlays
def test_selectors_match_their_templates(name: str) -> None:
    for thing in of_kind(name, "Deployment", "StatefulSet"):
        assert fits(thing["spec"]["selector"]["matchLabels"], thing["spec"]["template"]["metadata"]["labels"])


@overlays
def test_services_budgets_and_policies_find_pods(name: str) -> None:
    labels = [template["metadata"]["labels"] for _, template in pods(name)]
    for thing in of_kind(name, "Service"):
        assert any(fits(thing["spec"]["selector"], one) for one in labels), thing["metadata"]["name"]
    for thing in of_kind(name, "PodDisruptionBudget"):
        assert any(fits(thing["spec"]["selector"]["matchLabels"], one) for one in labels)
    for thing in of_kind(name, "NetworkPolicy"):
        if thing["metadata"].get("namespace") == "crm-db":
            continue  # its pods are the operator's
        selector = thing["spec"]["podSelector"].get("matchLabels", {})
        assert any(fits(selector, one) for one in labels), thing["metadata"]["name"]


@overlays
def test_service_ports_exist_in_the_pods(name: str) -> None:
    for service in of_kind(name, "Service"):
        names = {
            port["name"]
            for _, template in pods(name)
            if fits(service["spec"]["selector"], template["metadata"]["labels"])
            for port in container(template)["ports"]
        }
        for port in service["spec"]["ports"]:
            assert port["targetPort"] in names


@overlays
def test_the_ingress_leads_to_a_service_port_and_to_the_first_allowed_host(name: str) -> None:
    (ingress,) = of_kind(name, "Ingress")
    (rule,) = ingress["spec"]["rules"]
    backend = rule["http"]["paths"][0]["backend"]["service"]
    service = only(name, "Service", backend["name"])
    assert backend["port"]["name"] in {port["name"] for port in service["spec"]["ports"]}
    settings = only(name, "ConfigMap", "crm-settings")["data"]
    assert rule["host"] == settings["ALLOWED_HOSTS"].split(",")[0]
    assert rule["host"] in settings["BASE_URL"]


def test_prod_serves_over_tls() -> None:
    (ingress,) = of_kind("prod", "Ingress")
    assert ingress["spec"]["tls"] == [{"hosts": [ingress["spec"]["rules"][0]["host"]], "secretName": "crm-tls"}]


@overlays
def test_everything_a_pod_names_is_there(name: str) -> None:
    there = {(thing["kind"], thing["metadata"]["name"]) for thing in objects(name)}
    there |= {("Secret", thing["spec"]["target"]["name"]) for thing in of_kind(name, "ExternalSecret")}
    for workload, template in pods(name):
        spec = template["spec"]
        wanted = {("ServiceAccount", spec["serviceAccountName"])} if "serviceAccountName" in spec else set()
        for volume in spec["volumes"]:
            if "secret" in volume:
                wanted.add(("Secret", volume["secret"]["secretName"]))
            if "configMap" in volume:
                wanted.add(("ConfigMap", volume["configMap"]["name"]))
            if "persistentVolumeClaim" in volume:
                wanted.add(("PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"]))
        wanted |= {("ConfigMap", source["configMapRef"]["name"]) for source in container(template).get("envFrom", [])}
        assert wanted <= there, f"{workload}: {wanted - there}"


@overlays
def test_every_mounted_volume_is_declared_and_every_declared_one_mounted(name: str) -> None:
    for thing in of_kind(name, "Deployment", "StatefulSet", "Job", "CronJob"):
        spec = thing["spec"]["jobTemplate"]["spec"] if thing["kind"] == "CronJob" else thing["spec"]
        declared = {volume["name"] for volume in spec["template"]["spec"]["volumes"]}
        declared |= {claim["metadata"]["name"] for claim in spec.get("volumeClaimTemplates", [])}
        assert declared == {mount["name"] for mount in container(spec["template"])["volumeMounts"]}


@overlays
def test_probes_name_a_port_of_the_container(name: str) -> None:
    for _, template in pods(name):
        one = container(template)
        names = {port["name"] for port in one.get("ports", [])}
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            action = one.get(probe, {}).get("httpGet") or one.get(probe, {}).get("tcpSocket")
            if action:
                assert action["port"] in names


def test_the_web_has_all_three_probes_and_liveness_touches_no_database() -> None:
    one = container(only("prod", "Deployment", "crm-web")["spec"]["template"])
    assert one["startupProbe"]["httpGet"]["path"] == "/livez"
    assert one["livenessProbe"]["httpGet"]["path"] == "/livez"
    assert one["readinessProbe"]["httpGet"]["path"] == "/readyz"


def test_the_grace_period_covers_drain_and_shutdown() -> None:
    spec = only("prod", "Deployment", "crm-web")["spec"]["template"]["spec"]
    drain = spec["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    graceful = int(only("prod", "ConfigMap", "crm-settings")["data"]["GRACEFUL_TIMEOUT"])
    assert spec["terminationGracePeriodSeconds"] >= drain + graceful + 5


@overlays
def test_every_pod_is_locked_down(name: str) -> None:
    for workload, template in pods(name):
        spec, one = template["spec"], container(template)
        assert spec["securityContext"]["runAsNonRoot"] is True, workload
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert spec["automountServiceAccountToken"] is False
        assert one["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {"cpu", "memory"} <= one["resources"]["requests"].keys()
        assert "memory" in one["resources"]["limits"]


@overlays
def test_secrets_reach_the_program_as_files_only(name: str) -> None:
    for workload, template in pods(name):
        for variable in container(template).get("env", []):
            assert "valueFrom" not in variable, workload
            assert not re.search(r"(PASSWORD|SECRET_KEY|DATABASE_URL|EMAIL_URL)$", variable["name"]), workload
    for configuration in of_kind(name, "ConfigMap"):
        assert not {"SECRET_KEY", "DATABASE_URL", "EMAIL_URL"} & configuration["data"].keys()


def test_there_is_one_cron_job_for_each_schedule() -> None:
    found = {}
    for job in of_kind("base", "CronJob"):
        found[container(job["spec"]["jobTemplate"]["spec"]["template"])["args"][-1]] = job["spec"]["schedule"]
        assert job["spec"]["concurrencyPolicy"] == "Forbid"
    assert found.keys() == SCHEDULES.keys()
    for command, schedule in found.items():
        assert (schedule == "* * * * *") is (SCHEDULES[command] == 60), command
        if SCHEDULES[command] != 60:
            minute, hour, *rest = schedule.split()
            if SCHEDULES[command] < 60 * 60:
                assert (minute, hour) == (f"*/{SCHEDULES[command] // 60}", "*"), command
                continue
            assert minute.isdigit()
            assert hour.isdigit() or (hour == "*" and SCHEDULES[command] == 60 * 60)
            assert rest == ["*", "*", "*"], command


@overlays
def test_the_migration_job_is_named_after_the_release_and_reads_no_settings(name: str) -> None:
    (job,) = of_kind(name, "Job")
    release = only(name, "ConfigMap", "crm-settings")["data"]["RELEASE"]
    assert job["metadata"]["name"] == f"crm-migrate-{release}"
    assert re.fullmatch(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", job["metadata"]["name"])
    assert "envFrom" not in container(job["spec"]["template"])


@overlays
def test_the_default_is_to_deny(name: str) -> None:
    (deny,) = [policy for policy in of_kind(name, "NetworkPolicy") if policy["metadata"]["name"] == "crm-default-deny"]
    assert deny["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_prod_takes_images_by_digest() -> None:
    for workload, template in pods("prod"):
        assert re.search(r"@sha256:[0-9a-f]{64}$", container(template)["image"]), workload


def test_prod_keeps_application_and_database_apart() -> None:
    levels = {
        thing["metadata"]["name"]: thing["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
        for thing in of_kind("prod", "Namespace")
    }
    assert levels == {"crm": "restricted", "crm-db": "baseline"}
    assert {thing["metadata"]["namespace"] for thing in of_kind("prod", "Deployment", "CronJob", "Job")} == {"crm"}
    (cluster,) = of_kind("prod", "InnoDBCluster")
    assert cluster["metadata"]["namespace"] == "crm-db"
    assert cluster["spec"]["instances"] == 3


def test_prod_scales_by_load_and_survives_a_drain() -> None:
    (scaler,) = of_kind("prod", "HorizontalPodAutoscaler")
    web = only("prod", "Deployment", "crm-web")
    assert scaler["spec"]["scaleTargetRef"]["name"] == web["metadata"]["name"]
    assert (scaler["spec"]["minReplicas"], scaler["spec"]["maxReplicas"]) == (3, 12)
    assert "replicas" not in web["spec"]
    assert web["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert of_kind("prod", "PodDisruptionBudget")


def test_prod_reaches_the_database_on_the_ports_of_its_router() -> None:
    (policy,) = [one for one in of_kind("prod", "NetworkPolicy") if one["metadata"]["name"] == "crm-to-mysql"]
    assert [port["port"] for port in policy["spec"]["egress"][0]["ports"]] == [6446, 6447, 6450]
