# The service on Cloud Run: no instance while there are no requests, and a canary as code.
locals {
  name        = "api-server"
  labels      = { team = "sum", environment = var.environment, part-of = "sum" }
  revision    = "${local.name}-${var.release}"
  canary      = var.stable_release != null && var.stable_release != var.release
  new_percent = local.canary ? var.canary_percent : 100

  # Ten seconds after SIGTERM the platform kills: SUM_DRAIN_DELAY + SUM_SHUTDOWN_TIMEOUT + 3 is no more than that.
  environment = {
    SUM_ADMIN_ADDRESS    = "off"
    SUM_DRAIN_DELAY      = "0"
    SUM_LOG_FORMAT       = "json"
    SUM_MAX_CONNECTIONS  = "2000"
    SUM_SHUTDOWN_TIMEOUT = "7"
  }
}

# It calls no interface of the cloud, so it has an identity of its own with no role at all.
resource "google_service_account" "runtime" {
  project      = var.project
  account_id   = "${local.name}-${var.environment}"
  display_name = "Exact sums over HTTP, ${var.environment}"
}

resource "google_cloud_run_v2_service" "api_server" {
  project             = var.project
  name                = local.name
  location            = var.region
  labels              = local.labels
  ingress             = "INGRESS_TRAFFIC_ALL"
  deletion_protection = var.environment == "production"

  template {
    revision                         = local.revision
    labels                           = local.labels
    service_account                  = google_service_account.runtime.email
    timeout                          = "3600s" # the longest upload
    max_instance_request_concurrency = 500

    scaling {
      min_instance_count = 0
      max_instance_count = var.max_instances
    }

    containers {
      image = var.image

      # Sets PORT, which must not be in `env`.
      ports {
        container_port = 8000
      }

      dynamic "env" {
        for_each = local.environment
        content {
          name  = env.key
          value = env.value
        }
      }

      resources {
        limits            = { cpu = "1", memory = "512Mi" }
        cpu_idle          = true
        startup_cpu_boost = false
      }

      startup_probe {
        period_seconds    = 1
        failure_threshold = 10
        http_get {
          path = "/ready"
        }
      }

      liveness_probe {
        period_seconds    = 10
        timeout_seconds   = 3
        failure_threshold = 3
        http_get {
          path = "/health"
        }
      }
    }
  }

  traffic {
    type     = "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION"
    revision = local.revision
    percent  = local.new_percent
    tag      = local.canary ? "canary" : null
  }

  dynamic "traffic" {
    for_each = local.canary ? [var.stable_release] : []
    content {
      type     = "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION"
      revision = "${local.name}-${traffic.value}"
      percent  = 100 - local.new_percent
    }
  }
}

resource "google_cloud_run_v2_service_iam_member" "public" {
  count    = var.public ? 1 : 0
  project  = var.project
  location = var.region
  name     = google_cloud_run_v2_service.api_server.name
  role     = "roles/run.invoker"
  member   = "allUsers"
}

resource "google_billing_budget" "service" {
  count           = var.billing_account == null ? 0 : 1
  billing_account = var.billing_account
  display_name    = "${local.name} ${var.environment}"

  budget_filter {
    projects = ["projects/${var.project}"]
    labels   = { part-of = "sum" }
  }

  amount {
    specified_amount {
      units = tostring(var.monthly_budget)
    }
  }

  dynamic "threshold_rules" {
    for_each = [0.5, 0.9, 1.0]
    content {
      threshold_percent = threshold_rules.value
    }
  }
}
