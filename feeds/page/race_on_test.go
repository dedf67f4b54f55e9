//go:build race

package page_test

// slowdown is how much slower and larger the race detector makes a test.
const slowdown = 10
