package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what a server tells of itself.
type metrics struct {
	registry   *prometheus.Registry
	requests   *prometheus.CounterVec
	seconds    *prometheus.HistogramVec
	transforms *prometheus.HistogramVec
	rejected   *prometheus.CounterVec
	cache      *prometheus.CounterVec
	bytes      prometheus.Counter
	failures   *prometheus.CounterVec
}

var buckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}

func newMetrics(s *Server) *metrics {
	m := &metrics{registry: prometheus.NewRegistry()}
	m.requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tintype_requests_total", Help: "Requests by outcome and status."}, []string{"outcome", "code"})
	m.seconds = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "tintype_request_seconds", Help: "Time from a request to the end of its answer.", Buckets: buckets}, []string{"outcome"})
	m.transforms = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "tintype_transform_seconds", Help: "Time that an image took, its turn and its source included.", Buckets: buckets}, []string{"type"})
	m.rejected = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tintype_rejected_total", Help: "Requests that were told to come back later."}, []string{"reason"})
	m.cache = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tintype_cache_total", Help: "Images by what the cache had: hit, miss, renewed, shared."}, []string{"result"})
	m.failures = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tintype_failures_total", Help: "What went wrong besides requests: cache, log."}, []string{"what"})
	m.bytes = prometheus.NewCounter(prometheus.CounterOpts{Name: "tintype_response_bytes_total", Help: "Bytes of answers' bodies."})
	gauge := func(name, help string, value func() int) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return float64(value()) })
	}
	m.registry.MustRegister(
		m.requests, m.seconds, m.transforms, m.rejected, m.cache, m.failures, m.bytes,
		gauge("tintype_working", "Images that are being made.", s.gate.Working),
		gauge("tintype_waiting", "Images that wait for their origin or their turn.", s.gate.Waiting),
		gauge("tintype_open_requests", "Requests that have no answer yet.", func() int { return int(s.open.Load()) }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// answered counts a request.
func (m *metrics) answered(outcome string, status int, bytes int64, took time.Duration) {
	m.requests.WithLabelValues(outcome, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(outcome).Observe(took.Seconds())
	m.bytes.Add(float64(bytes))
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
