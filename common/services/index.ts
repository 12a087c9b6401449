import type { Service } from '../model/service.ts'

/** Every service we know: settings and checks, for both sides. One line a service. */
export const services: readonly Service[] = [
]
