output "uri" {
  description = "URL of the service."
  value       = google_cloud_run_v2_service.api_server.uri
}

output "canary_uri" {
  description = "URL that reaches this release whatever its share; null without a stable release beside it."
  value       = local.canary ? replace(google_cloud_run_v2_service.api_server.uri, "https://", "https://canary---") : null
}

output "revision" {
  description = "Name of this release's revision."
  value       = local.revision
}

output "service_account" {
  description = "Identity that the service runs as; it has no role."
  value       = google_service_account.runtime.email
}
