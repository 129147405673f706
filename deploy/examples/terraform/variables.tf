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
