import { Link } from '../parts.tsx'
import { useTitle } from '../router.ts'

/** An address that leads nowhere. */
export function NoSuchPage() {
  useTitle('No such page')
  return (
    <>
      <h1>No such page</h1>
      <p>
        Nothing is at <code>{location.pathname}</code>. <Link to="/">Today</Link> and{' '}
        <Link to="/findings">Findings</Link> lead to everything else.
      </p>
    </>
  )
}
