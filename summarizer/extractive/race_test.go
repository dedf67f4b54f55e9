//go:build race

package extractive

const raceOn = true
