package main

func gifFiles() []entry   { return nil }
func webpFiles() []entry  { return nil }
func otherFiles() []entry { return nil }
