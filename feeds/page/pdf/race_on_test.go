//go:build race

package pdf_test

// slowdown is how much slower and larger the race detector makes a test.
const slowdown = 10
