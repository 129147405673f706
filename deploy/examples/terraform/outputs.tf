output "domain" {
  value = aws_cloudfront_distribution.tintype.domain_name
}

output "bucket_policy_statement" {
  description = "What the bucket's policy has to allow."
  value = jsonencode({
    Effect    = "Allow"
    Principal = { Service = "cloudfront.amazonaws.com" }
    Action    = "s3:GetObject"
    Resource  = "arn:aws:s3:::${var.bucket}/*"
    Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.tintype.arn } }
  })
}
