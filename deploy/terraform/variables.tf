variable "project" {
  description = "ID of the Google Cloud project."
  type        = string
}

variable "region" {
  description = "Region of the service."
  type        = string
  default     = "europe-west3"
}

variable "environment" {
  description = "What it is for; a label of everything."
  type        = string
  default     = "production"
}

variable "image" {
  description = "Image by digest: a tag can be moved to other bytes."
  type        = string
  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "The image must be named by digest: NAME@sha256:DIGEST."
  }
}

variable "release" {
  description = "Name of this release, the end of its revision's name, as in v0-1-0."
  type        = string
  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$", var.release))
    error_message = "The release must be lower-case letters, digits and hyphens, at most 22."
  }
}

variable "stable_release" {
  description = "Release that keeps the rest of the traffic; null: this one gets all of it."
  type        = string
  default     = null
}

variable "canary_percent" {
  description = "Share of the traffic that this release gets beside a stable one. 0: only by the URL canary_uri."
  type        = number
  default     = 0
  validation {
    condition     = var.canary_percent >= 0 && var.canary_percent <= 100 && floor(var.canary_percent) == var.canary_percent
    error_message = "The share must be a whole number from 0 to 100."
  }
}

variable "public" {
  description = "Whether anyone may call the service; otherwise only identities that have roles/run.invoker."
  type        = bool
  default     = false
}

variable "max_instances" {
  description = "Upper bound of the bill."
  type        = number
  default     = 10
}

variable "billing_account" {
  description = "Billing account of the budget; null: no budget."
  type        = string
  default     = null
}

variable "monthly_budget" {
  description = "Amount in the account's currency at whose half, nine tenths and whole its administrators get mail."
  type        = number
  default     = 20
}
