package main

func webpFiles() []entry { return nil }
