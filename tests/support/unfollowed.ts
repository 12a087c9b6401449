// Loaded before each test file. Node's runner follows every promise to the test that made it, only to
// say whose an error was that nobody caught (`createHook` with `init` and `destroy` in
// lib/internal/test_runner/harness.js of Node 24): an `await` costs twenty times as much then, and the
// suite a quarter more. Such an error fails its file all the same, and is printed here. That a test in
// a suite is of that suite it knows by the same hook, which hears of tests, therefore, and of no promise.
import hooks from 'node:async_hooks'

const { createHook } = hooks

hooks.createHook = callbacks =>
  /node:internal\/test_runner/.test(new Error().stack ?? '')
    ? createHook({
        init(id, type, trigger, resource) {
          if (type === 'Test') callbacks.init?.(id, type, trigger, resource)
        },
        trackPromises: false,
      })
    : createHook(callbacks)

const print = (error: unknown): void => {
  // Whoever reads it is gone: saying that would fail in the same way, for ever.
  if (error instanceof Error && 'code' in error && error.code === 'EPIPE') process.exit(1)
  const text = error instanceof Error ? error.stack : String(error)
  process.stderr.write(`nobody caught: ${text}\n`)
}
process.on('uncaughtExceptionMonitor', print)
process.on('unhandledRejection', print)
