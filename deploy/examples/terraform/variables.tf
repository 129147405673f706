variable "bucket" {
  description = "Bucket of the originals."
  type        = string
}

variable "bucket_region" {
  description = "Region of the bucket."
  type        = string
  default     = "us-east-1"
}

variable "name" {
  description = "Name of the function, the policies and what else has one."
  type        = string
  default     = "tintype"
}

variable "package" {
  description = "Path of the package."
  type        = string
  default     = "../../../build/tintype.zip"
}

variable "viewer_request" {
  description = "Path of the viewer-request function's source."
  type        = string
  default     = "../../../build/viewer-request.js"
}

variable "memory_size" {
  description = "Memory of the function in MB; 1769 is one processor."
  type        = number
  default     = 1769
}

variable "price_class" {
  description = "PriceClass_100, PriceClass_200 or PriceClass_All."
  type        = string
  default     = "PriceClass_All"
}

variable "http_version" {
  description = "http1.1, http2, http3 or http2and3."
  type        = string
  default     = "http2and3"
}

variable "origin_shield_region" {
  description = "Region of Origin Shield, the nearest to the bucket; empty is none."
  type        = string
  default     = ""
}

variable "kms_key_arn" {
  description = "Key of the originals (SSE-KMS). Its policy has to allow the distribution to decrypt as well."
  type        = string
  default     = ""
}

variable "web_acl_arn" {
  description = "AWS WAF web ACL of the distribution."
  type        = string
  default     = ""
}

variable "response_headers_policy_id" {
  description = "Response headers policy of the behavior."
  type        = string
  default     = ""
}

variable "permissions_boundary" {
  description = "ARN of the managed policy that bounds the function's role."
  type        = string
  default     = ""
}

variable "objects" {
  description = "What of the bucket the function may read, patterns of keys."
  type        = list(string)
  default     = ["*"]
}

variable "more_buckets" {
  description = "Further buckets that the function may read."
  type        = list(string)
  default     = []
}

variable "cors_origins" {
  description = "Origins whose pages may read what passes through; an empty list makes no policy."
  type        = list(string)
  default     = ["*"]
}

variable "cache_tag_header" {
  description = "Header that the function names originals in, for invalidation by tag; empty is none."
  type        = string
  default     = "Cache-Tag"
}

variable "log_retention_days" {
  description = "Days that the log group keeps."
  type        = number
  default     = 30
}

variable "alarm_topic_arn" {
  description = "SNS topic in us-east-1 that alarms go to; empty makes no alarms."
  type        = string
  default     = ""
}

variable "dashboard" {
  description = "Whether to make a dashboard."
  type        = bool
  default     = false
}

variable "access_logs_arn" {
  description = "Bucket, or log group in us-east-1, that access logs go to; empty keeps none."
  type        = string
  default     = ""
}
