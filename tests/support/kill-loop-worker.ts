// Writes, rotates the key, backs up and restores, until it is killed: `node kill-loop-worker.ts HOME NAME`.
// A database is backed up by its own tools: there it only writes and rotates. It says what it begins, and what is done once that is acknowledged.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { lock } from '../../agent/home/lock.ts'
import { backup, restore } from '../../agent/keep/backup.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { recordGap } from '../../agent/record/gap.ts'
import { rotateKey } from '../../agent/record/key.ts'
import { tester } from './actor.ts'

const [home = '', name = ''] = process.argv.slice(2)
const file = join(home, 'exports', 'backup.zip')
const tell = (line: string): boolean => process.stdout.write(`${line}\n`)

for (let round = 0; ; round++) {
  tell('doing opening')
  const { agent, close } = await openAgent(home, { secrets: memorySecrets() })
  for (const place of ['before', 'after']) {
    const detail = `${name}-${round}-${place}`
    tell('doing writing')
    const at = new Date().toISOString()
    await recordGap(agent, { cause: 'sleep', tenant: '', from: at, to: at, detail })
    tell(`done ${detail}`)
    tell('doing rotating')
    if (place === 'before') await rotateKey(agent, tester, 'yearly')
  }
  const inHome = agent.config().store === undefined
  if (inHome) {
    tell('doing backing-up')
    await backup(home, file, new Date())
  }
  tell('doing closing')
  await close()
  if (!inHome) continue
  const held = lock(home)
  tell('doing restoring')
  await restore(home, file, { replace: true, accept: true, now: new Date() })
  held.release()
  tell('doing clearing')
  for (const old of readdirSync(home).filter(item => item.startsWith('replaced-')))
    rmSync(join(home, old), { recursive: true })
}
