# Alarms, a dashboard and access logs. CloudFront's metrics are in us-east-1, for all
# edges together.

locals {
  distribution = { DistributionId = aws_cloudfront_distribution.tintype.id, Region = "Global" }
  viewer       = { FunctionName = aws_cloudfront_function.viewer_request.name, Region = "Global" }
  alarms = {
    errors      = { metric = "5xxErrorRate", statistic = "Average", threshold = 1, dimensions = local.distribution }
    throttles   = { metric = "FunctionThrottles", statistic = "Sum", threshold = 0, dimensions = local.viewer }
    utilization = { metric = "FunctionComputeUtilization", statistic = "Average", threshold = 70, dimensions = local.viewer }
  }
}

resource "aws_cloudwatch_metric_alarm" "tintype" {
  for_each = var.alarm_topic_arn == "" ? {} : local.alarms

  alarm_name          = "${var.name}-${each.key}"
  namespace           = "AWS/CloudFront"
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  threshold           = each.value.threshold
  comparison_operator = "GreaterThanThreshold"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
}

resource "aws_cloudwatch_dashboard" "tintype" {
  count          = var.dashboard ? 1 : 0
  dashboard_name = var.name
  dashboard_body = jsonencode({
    widgets = [for title, metrics in {
      "Requests"       = [["AWS/CloudFront", "Requests", "DistributionId", local.distribution.DistributionId, "Region", "Global", { stat = "Sum" }]]
      "Errors, %"      = [["AWS/CloudFront", "5xxErrorRate", "DistributionId", local.distribution.DistributionId, "Region", "Global", { stat = "Average" }]]
      "Viewer request" = [["AWS/CloudFront", "FunctionComputeUtilization", "FunctionName", local.viewer.FunctionName, "Region", "Global", { stat = "Average" }]]
    } : { type = "metric", width = 12, height = 6, properties = { title = title, region = "us-east-1", period = 300, metrics = metrics } }]
  })
}

# Standard logging v2.
resource "aws_cloudwatch_log_delivery_source" "access" {
  count        = var.access_logs_arn == "" ? 0 : 1
  name         = "${var.name}-access"
  log_type     = "ACCESS_LOGS"
  resource_arn = aws_cloudfront_distribution.tintype.arn
}

resource "aws_cloudwatch_log_delivery_destination" "access" {
  count         = var.access_logs_arn == "" ? 0 : 1
  name          = "${var.name}-access"
  output_format = strcontains(var.access_logs_arn, ":logs:") ? "json" : "parquet"

  delivery_destination_configuration {
    destination_resource_arn = var.access_logs_arn
  }
}

resource "aws_cloudwatch_log_delivery" "access" {
  count                    = var.access_logs_arn == "" ? 0 : 1
  delivery_source_name     = aws_cloudwatch_log_delivery_source.access[0].name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.access[0].arn
}
