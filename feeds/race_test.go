//go:build race

package feeds_test

const raceOn = true
