// Runs the site and starts it again whenever a source changes. A start takes two to three seconds.
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
let child = start()
let timer
let stopping = false

for (const folder of ['src', 'content', 'migrations']) {
  watch(`${root}${folder}`, { recursive: true }, () => {
    clearTimeout(timer)
    timer = setTimeout(restart, 200)
  })
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    stopping = true
    await stop()
    process.exit(0)
  })
}

function start() {
  return spawn(process.execPath, ['bin/candour', 'start'], { cwd: root, stdio: 'inherit' })
}

function stop() {
  if (child.exitCode !== null || child.signalCode !== null) return undefined
  const gone = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  return gone
}

async function restart() {
  await stop()
  if (!stopping) child = start()
}
