// Loaded before a program (`--import`): names what it loads on a line of its own as it ends.
import { registerHooks } from 'node:module'

const loaded: string[] = []
registerHooks({
  load(url, context, next) {
    loaded.push(url)
    return next(url, context)
  },
})
process.on('exit', () => process.stderr.write(`\nloaded ${JSON.stringify(loaded)}\n`))
