# tintype in front of a bucket that exists. The provider has to be in us-east-1:
# Lambda@Edge functions have no other home. Tags come from the provider's default_tags.
#
#   make zip template            build/tintype.zip and build/viewer-request.js
#   terraform apply -var bucket=photos -var bucket_region=eu-central-1
#
# The bucket's policy is not this module's, since it would overwrite what is
# there: merge the output bucket_policy_statement into it.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.46" # cache_tag_config
    }
  }
}

data "aws_caller_identity" "current" {}

# Lambda@Edge assumes the role as both services.
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com", "edgelambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "permissions" {
  statement {
    actions   = ["s3:GetObject"]
    resources = concat([for o in var.objects : "arn:aws:s3:::${var.bucket}/${o}"], [for b in var.more_buckets : "arn:aws:s3:::${b}/*"])
  }
  statement {
    actions   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/tintype/${var.name}:*"]
  }
  dynamic "statement" {
    for_each = var.kms_key_arn == "" ? [] : [var.kms_key_arn]
    content {
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["s3.${var.bucket_region}.amazonaws.com"]
      }
    }
  }
}

resource "aws_iam_role" "function" {
  name_prefix          = "${var.name}-"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary == "" ? null : var.permissions_boundary
}

resource "aws_iam_role_policy" "function" {
  role   = aws_iam_role.function.id
  policy = data.aws_iam_policy_document.permissions.json
}

# Every new package is published as a new version; the ones before stay. At
# destroy replicas hold the function up for some hours: run it again then.
resource "aws_lambda_function" "tintype" {
  function_name    = var.name
  role             = aws_iam_role.function.arn
  runtime          = "nodejs24.x"
  architectures    = ["x86_64"]
  handler          = "index.handler"
  memory_size      = var.memory_size
  timeout          = 30
  filename         = var.package
  source_code_hash = filebase64sha256(var.package)
  publish          = true

  # A group of one's own has the same name in every region; replicas make it in theirs.
  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.function.name
  }

  timeouts {
    delete = "60m"
  }
}

resource "aws_cloudwatch_log_group" "function" {
  name              = "/tintype/${var.name}"
  retention_in_days = var.log_retention_days
}

# Origin triggers see a query string only where all of it is forwarded. Accept is
# not in the key: the viewer request resolves it first. A minimum above 0 would
# keep errors.
resource "aws_cloudfront_cache_policy" "tintype" {
  name        = var.name
  min_ttl     = 0
  default_ttl = 86400
  max_ttl     = 31536000

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_brotli = false
    enable_accept_encoding_gzip   = false
    cookies_config {
      cookie_behavior = "none"
    }
    headers_config {
      header_behavior = "none"
    }
    query_strings_config {
      query_string_behavior = "all"
    }
  }
}

# A new source is a new function, so that the distribution changes it and the
# version in one update: the two have the same tokens compiled in.
resource "aws_cloudfront_function" "viewer_request" {
  name    = "${var.name}-v-${substr(filesha256(var.viewer_request), 0, 8)}"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = file(var.viewer_request)

  lifecycle {
    create_before_destroy = true
  }
}

# For what passes through untouched; what the function makes says so itself.
resource "aws_cloudfront_response_headers_policy" "tintype" {
  count = var.response_headers_policy_id == "" && length(var.cors_origins) > 0 ? 1 : 0
  name  = var.name

  cors_config {
    access_control_allow_credentials = false
    access_control_allow_headers {
      items = ["*"]
    }
    access_control_allow_methods {
      items = ["GET", "HEAD", "OPTIONS"]
    }
    access_control_allow_origins {
      items = var.cors_origins
    }
    access_control_max_age_sec = 86400
    origin_override            = false
  }
  security_headers_config {
    content_type_options {
      override = true
    }
  }
}

resource "aws_cloudfront_origin_access_control" "originals" {
  name                              = var.name
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "tintype" {
  comment         = "tintype over ${var.bucket}"
  enabled         = true
  http_version    = var.http_version
  is_ipv6_enabled = true
  price_class     = var.price_class
  web_acl_id      = var.web_acl_arn == "" ? null : var.web_acl_arn

  dynamic "cache_tag_config" {
    for_each = var.cache_tag_header == "" ? [] : [var.cache_tag_header]
    content {
      header_name = cache_tag_config.value
    }
  }

  origin {
    origin_id                = "originals"
    domain_name              = "${var.bucket}.s3.${var.bucket_region}.amazonaws.com"
    origin_access_control_id = aws_cloudfront_origin_access_control.originals.id

    # The function runs in the shield's region, so that it waits for S3 next door.
    dynamic "origin_shield" {
      for_each = var.origin_shield_region == "" ? [] : [var.origin_shield_region]
      content {
        enabled              = true
        origin_shield_region = origin_shield.value
      }
    }
  }

  default_cache_behavior {
    target_origin_id       = "originals"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD", "OPTIONS"] # the viewer request answers OPTIONS
    cached_methods         = ["GET", "HEAD"]
    compress               = false
    cache_policy_id        = aws_cloudfront_cache_policy.tintype.id

    response_headers_policy_id = var.response_headers_policy_id != "" ? var.response_headers_policy_id : one(aws_cloudfront_response_headers_policy.tintype[*].id)

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.viewer_request.arn
    }
    lambda_function_association {
      event_type = "origin-response"
      lambda_arn = aws_lambda_function.tintype.qualified_arn
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }
}
