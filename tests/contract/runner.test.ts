import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../support/agent.ts'

const runner = fileURLToPath(new URL('../run.ts', import.meta.url))

test('the runner follows no promise, and an error that nobody caught still fails its file and is printed', context => {
  const folder = temporaryFolder(context)
  const write = (name: string, body: string): string => {
    const file = join(folder, `${name}.test.mjs`)
    writeFileSync(
      file,
      `import assert from 'node:assert/strict'\nimport { executionAsyncId } from 'node:async_hooks'\nimport { test } from 'node:test'\n${body}`,
    )
    return file
  }
  const unfollowed = write(
    'unfollowed',
    `test('an await is no resource of its own', async () => {
      await null
      const before = executionAsyncId()
      await null
      assert.equal(executionAsyncId(), before)
    })`,
  )
  const free = ran(unfollowed)
  assert.equal(free.status, 0, free.says)

  for (const [thrower, text] of [
    ['rejection', "void Promise.reject(new TypeError('lost on the way'))"],
    ['exception', "setImmediate(() => { throw new TypeError('lost on the way') })"],
  ] as const) {
    const lost = write(
      thrower,
      `test('leaves an error behind', async () => {
        ${text}
        await new Promise(done => setTimeout(done, 1))
      })`,
    )
    const { status, says } = ran(lost)
    assert.equal(status, 1)
    assert.match(says, /nobody caught: TypeError: lost on the way\n +at .*\.test\.mjs:\d+/)
  }
})

function ran(file: string): { readonly status: number | null; readonly says: string } {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, [runner, file], {
    env,
    encoding: 'utf8',
  })
  return { status, says: stdout + stderr }
}
