//go:build !race

package discord

// slowdown stretches bars of time where the race detector slows all.
const slowdown = 1
