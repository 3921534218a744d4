process.send?.(process.versions.node)
process.disconnect?.()
