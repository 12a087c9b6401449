import { globSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { demoToken, startGithubReplay } from '../../../agent/demo/github.ts'
import { editConfig, initHome } from '../../../agent/home/config.ts'
import { lock } from '../../../agent/home/lock.ts'
import { addException } from '../../../agent/judge/exceptions.ts'
import { backup, restore } from '../../../agent/keep/backup.ts'
import { verifyHome } from '../../../agent/keep/verify-home.ts'
import { tester } from '../actor.ts'
import { factsOf, transitionsOf } from './facts.ts'
import type { Clock, Facts, Transition } from './facts.ts'
import { liveAndDie, mortal } from './killed.ts'
import type { Mortal } from './killed.ts'
import { disk, live, TENANT } from './life.ts'
import type { Life } from './life.ts'
import { startReceivers } from './receivers.ts'
import { plannedBetween, SCHEDULE } from './time.ts'
import type { Time } from './time.ts'
import type { Trouble } from './troubles.ts'

const DAY = 86_400_000

export type Lived = {
  readonly facts: Facts
  /** What the agent said, as it served. */
  readonly said: readonly string[]
  readonly beats: number
}

/**
 * The real agent through days of a tenant that changes and troubles that befall it, under a clock that is
 * driven; two quiet days follow, so that what was away can be told. @returns what there is to be judged
 */
export async function liveThrough(
  folder: string,
  {
    from,
    days,
    every,
    troubles,
    random,
    bounds,
  }: {
    readonly from: string
    readonly days: number
    /** Milliseconds between two looks. */
    readonly every: number
    readonly troubles: readonly Trouble[]
    readonly random: () => number
    /** Bytes that the home may have at its end, and that the heap may grow by after a tenth of the time. */
    readonly bounds: Facts['bounds']
  },
): Promise<Lived> {
  const home = join(folder, 'home')
  const time: Time = { now: Date.parse(from), ahead: 0, slept: 0, token: demoToken }
  const begin = time.now
  const replay = await startGithubReplay({
    repositories: 2,
    throttle: false,
    clock: () => new Date(time.now),
  })
  const receivers = await startReceivers()
  configure(home, replay.url, receivers)
  const said: string[] = []
  const planned: Facts['planned'][number][] = []
  const lost: Transition[] = []
  const clocks: Clock[] = [{ from: begin, ahead: 0 }]
  const backupFile = join(folder, 'backup.zip')
  let life: Life | null = await live(home, { time, every }, text => said.push(text))
  let beats = 0
  // The next one to be killed loads its modules while others live.
  let killings = troubles.filter(({ what }) => what === 'killed').length
  let next: Mortal | null = killings > 0 ? mortal(home, every) : null

  const pass = (milliseconds: number): void => {
    const before = time.now + time.ahead
    time.now += milliseconds
    plan(before)
  }
  const plan = (before: number): void => {
    const after = time.now + time.ahead
    for (const wall of plannedBetween(before, after)) planned.push({ wall, at: time.now })
  }
  const setClock = (ahead: number): void => {
    const before = time.now + time.ahead
    time.ahead = ahead
    clocks.push({ from: time.now, ahead })
    plan(before)
  }
  const change = (): void => {
    const organization = replay.state.organization as Record<string, unknown>
    for (const name of changing)
      if (random() < 0.3) organization[name] = organization[name] !== true
  }
  const stop = async (): Promise<void> => {
    await life?.stop()
    life = null
  }
  const start = async (): Promise<void> => {
    life ??= await live(home, { time, every }, text => said.push(text))
  }

  const begins = async (trouble: Trouble): Promise<void> => {
    switch (trouble.what) {
      case 'outage':
        replay.faults.set('*', 'server-error')
        return
      case 'revoked':
        replay.token = `${demoToken}_renewed_${time.now}`
        return
      case 'mail-away':
        return receivers.mail(false)
      case 'webhook-fails':
        receivers.status = 500
        return
      case 'disk-full':
        disk.full = true
        return
      case 'clock':
        return setClock(trouble.ahead)
      case 'asleep':
      case 'asleep-unnoticed':
        if (trouble.what === 'asleep') time.slept += trouble.until - trouble.at
        pass(trouble.until - trouble.at)
        return
      case 'off':
        return stop()
      case 'killed': {
        await stop()
        const steps = Math.max(1, Math.floor((trouble.until - trouble.at) / every))
        const after = random() * 500
        const child = next ?? mortal(home, every)
        next = killings-- > 1 ? mortal(home, every) : null
        await liveAndDie(child, time, { steps, step: () => pass(every), after })
        return start()
      }
      case 'backup':
        await backup(home, backupFile, new Date(time.now + time.ahead))
        return
      case 'restore': {
        if (life) lost.push(...(await transitionsOf(life.agent)))
        await stop()
        const held = lock(home)
        const now = new Date(time.now + time.ahead)
        await restore(home, backupFile, { replace: true, accept: true, now })
        held.release()
        for (const old of globSync('replaced-*', { cwd: home }))
          rmSync(join(home, old), { recursive: true })
        return start()
      }
    }
  }
  const ends = async (trouble: Trouble): Promise<void> => {
    if (trouble.what === 'outage') replay.faults.delete('*')
    if (trouble.what === 'revoked') {
      time.token = replay.token
      await life?.renew()
    }
    if (trouble.what === 'mail-away') await receivers.mail(true)
    if (trouble.what === 'webhook-fails') receivers.status = 200
    if (trouble.what === 'disk-full') disk.full = false
    if (trouble.what === 'clock') setClock(0)
    if (trouble.what === 'off') await start()
  }

  try {
    await life.beat()
    const waiting = [...troubles].sort((a, b) => a.at - b.at)
    const going: Trouble[] = []
    const early = begin + (days / 10) * DAY
    let heap = 0
    let accepted = false
    while (time.now < begin + (days + 2) * DAY) {
      pass(every)
      if (Math.floor((time.now - begin) / DAY) !== Math.floor((time.now - every - begin) / DAY))
        change()
      for (const trouble of going.filter(item => begin + item.until <= time.now)) {
        await ends(trouble)
        going.splice(going.indexOf(trouble), 1)
      }
      while (waiting[0] && begin + waiting[0].at <= time.now) {
        const trouble = waiting.shift()
        if (!trouble) break
        going.push(trouble)
        await begins(trouble)
      }
      if (!life) continue
      beats++
      await life.beat()
      if (!accepted && time.now > begin + DAY / 2) {
        accepted = true
        await accept(life, time.now + (days / 2) * DAY)
      }
      if (heap === 0 && time.now > early) heap = heapUsed()
    }
    await start()
    if (!life) throw new Error('it does not live')
    const verified = await verifyHome(life.agent, { everyAssessment: true })
    const grown = heapUsed() - heap
    const facts = await factsOf(life.agent, {
      bytes: bytesOf(home),
      grown,
      bounds,
      accused: said.filter(text => text.includes('somebody else than this agent')).length,
      tickets: receivers.tickets,
      tolerance: 2 * every,
      planned,
      lost,
      clocks,
      told: receivers.told,
      mailed: receivers.mailed,
      unsound: verified.first?.problem ?? null,
    })
    return { facts, said, beats }
  } finally {
    disk.full = false
    next?.kill()
    await life?.stop()
    await receivers.close()
    await replay.close()
  }
}

/** Fields of the organization that one check each reads. */
const changing = [
  'two_factor_requirement_enabled',
  'members_can_fork_private_repositories',
  'web_commit_signoff_required',
  'members_can_create_public_repositories',
]

function configure(home: string, url: string, receivers: { url: string; port: number }): void {
  initHome(home)
  const target = { organization: 'aurora-labs', url }
  editConfig(home, ['tenants', TENANT], { service: 'github', target, schedule: SCHEDULE })
  const both = { private: true, from: 'low', digest: '08:00' }
  const people = { sender: 'agent@example.com', recipients: ['soc@example.com'] }
  editConfig(
    home,
    ['alerts'],
    [
      { name: 'ops', to: 'webhook', url: `${receivers.url}/hook`, ...both },
      {
        name: 'board',
        to: 'tickets',
        url: `${receivers.url}/tickets`,
        private: true,
        from: 'high',
      },
      { name: 'soc', to: 'email', host: '127.0.0.1', port: receivers.port, ...people, ...both },
    ],
  )
}

async function accept({ agent }: Life, until: number): Promise<void> {
  const failing = (await agent.store.findings(TENANT)).find(item => item.outcome === 'fail')
  if (!failing) throw new Error('nothing fails')
  await addException(agent, tester, {
    tenant: TENANT,
    check: failing.check,
    reason: 'Until the review',
    until: new Date(until).toISOString(),
    by: 'Ada',
  })
}

function bytesOf(folder: string): number {
  return globSync('**', { cwd: folder })
    .map(name => statSync(join(folder, name)))
    .reduce((sum, found) => sum + (found.isFile() ? found.size : 0), 0)
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed
}
