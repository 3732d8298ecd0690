# `terraform init -backend=false && terraform test`: no account is needed, the provider is mocked.
mock_provider "google" {}

variables {
  project = "sum-test"
  image   = "registry.example.com/sum/api-server@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  release = "v0-2-0"
}

run "a_first_release_gets_all_traffic" {
  command = plan
  assert {
    condition     = [for t in google_cloud_run_v2_service.api_server.traffic : "${t.revision} ${t.percent}"] == ["api-server-v0-2-0 100"]
    error_message = "one revision must have all of the traffic"
  }
}

run "a_canary_shares_with_the_stable_release" {
  command = plan
  variables {
    stable_release = "v0-1-0"
    canary_percent = 5
  }
  assert {
    condition = [for t in google_cloud_run_v2_service.api_server.traffic : "${t.revision} ${t.percent}"] == [
      "api-server-v0-2-0 5", "api-server-v0-1-0 95",
    ]
    error_message = "the shares must be 5 and 95"
  }
}

run "a_rollback_gives_the_stable_release_everything" {
  command = plan
  variables {
    stable_release = "v0-1-0"
    canary_percent = 0
  }
  assert {
    condition     = google_cloud_run_v2_service.api_server.traffic[1].percent == 100
    error_message = "the stable release must have all of the traffic"
  }
}

run "the_service_is_private_unless_asked" {
  command = plan
  assert {
    condition     = length(google_cloud_run_v2_service_iam_member.public) == 0
    error_message = "no one but the invokers may call"
  }
}

run "there_is_a_budget_when_there_is_an_account" {
  command = plan
  variables {
    billing_account = "000000-000000-000000"
  }
  assert {
    condition     = google_billing_budget.service[0].amount[0].specified_amount[0].units == "20"
    error_message = "the budget must be the default"
  }
}

run "a_tag_is_refused" {
  command = plan
  variables {
    image = "registry.example.com/sum/api-server:latest"
  }
  expect_failures = [var.image]
}

run "a_share_beyond_the_whole_is_refused" {
  command = plan
  variables {
    canary_percent = 101
  }
  expect_failures = [var.canary_percent]
}
