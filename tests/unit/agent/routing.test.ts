import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyConfig, parseConfig } from '../../../agent/home/config.ts'
import type { Alert } from '../../../agent/notify/alert.ts'
import { digestDay, routed } from '../../../agent/notify/routing.ts'

const channelOf = (more: string) => {
  const text = `version: 1\nalerts: [{ name: ops, to: slack${more} }]\n`
  const [channel] = parseConfig(text, 'config.yaml').alerts
  return channel ?? assert.fail()
}
const alert: Alert = {
  format: 'witnessmark/alert',
  version: 1,
  id: '5d0e8a5c-3c0f-5c39-9d4e-0a4f1f0a8b1e',
  at: '2026-10-05T06:00:00.000Z',
  kind: 'new-failing',
  severity: 'high',
  tenant: 'acme',
  check: null,
  owner: null,
  title: '',
  text: '',
  count: 1,
  resources: [],
  link: null,
  ticket: null,
}
const local = (hour: number, minute: number, day = 5): Date => new Date(2026, 9, day, hour, minute)

test('what is below the severity of a channel waits for its digest, and is not told without one', () => {
  const now = local(12, 0)
  const low = { ...alert, severity: 'low' } as const
  const at = now.toISOString()
  assert.deepEqual(routed(channelOf(''), alert, now), { state: 'waiting', dueAt: at })
  assert.equal(routed(channelOf(''), low, now), null)
  assert.equal(routed(channelOf(', digest: "08:00"'), low, now)?.state, 'digest')
  const good = { ...alert, kind: 'fixed', severity: 'critical' } as const
  assert.equal(routed(channelOf(', from: low'), good, now), null)
})

test('quiet hours end what waits in them, over midnight too; what is critical does not wait', () => {
  const channel = channelOf(', quiet: { from: "22:00", to: "06:30" }')
  const due = (now: Date, of = alert): string | undefined => routed(channel, of, now)?.dueAt
  assert.equal(due(local(23, 10)), local(6, 30, 6).toISOString())
  assert.equal(due(local(2, 0)), local(6, 30).toISOString())
  assert.equal(due(local(6, 30)), local(6, 30).toISOString())
  assert.equal(due(local(21, 59)), local(21, 59).toISOString())
  const critical = { ...alert, severity: 'critical' } as const
  assert.equal(due(local(2, 0), critical), local(2, 0).toISOString())
})

test('a channel of some tenants hears nothing of others', () => {
  const channel = channelOf(', tenants: [other]')
  assert.equal(routed(channel, alert, local(12, 0)), null)
  assert.notEqual(routed(channel, { ...alert, tenant: 'other' }, local(12, 0)), null)
  assert.notEqual(routed(channel, { ...alert, tenant: null }, local(12, 0)), null)
})

test('a digest is due once its time of the day has come', () => {
  const channel = channelOf(', digest: "08:00"')
  assert.equal(digestDay(channel, local(7, 59)), null)
  assert.equal(digestDay(channel, local(8, 0)), '2026-10-05')
  assert.equal(digestDay(channelOf(''), local(8, 0)), null)
  assert.deepEqual(emptyConfig().alerts, [])
})
