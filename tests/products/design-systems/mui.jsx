/** @jsxImportSource react */
import { createRoot } from 'react-dom/client'
import {
  Checkbox,
  FormControl,
  FormControlLabel,
  FormLabel,
  InputLabel,
  MenuItem,
  Radio,
  RadioGroup,
  Select,
  Switch,
} from '@mui/material'

const set = name => event => {
  window.state[name] = event.target.type === 'checkbox' ? event.target.checked : event.target.value
}
window.state = { 'on-off': false, 'box': true, 'one': 'members', 'list': 'Members' }
createRoot(document.querySelector('#root')).render(
  <>
    <FormControlLabel
      control={<Switch onChange={set('on-off')} />}
      label="Require two-step sign-in"
    />
    <FormControlLabel
      control={<Checkbox defaultChecked onChange={set('box')} />}
      label="Allow public links"
    />
    <FormControl>
      <FormLabel id="g">Who may invite</FormLabel>
      <RadioGroup aria-labelledby="g" defaultValue="members" onChange={set('one')}>
        {['members', 'admins'].map(value => (
          <FormControlLabel key={value} value={value} control={<Radio />} label={value} />
        ))}
      </RadioGroup>
    </FormControl>
    <FormControl>
      <InputLabel id="l">Default role</InputLabel>
      <Select
        labelId="l"
        id="role"
        label="Default role"
        defaultValue="Members"
        onChange={set('list')}
      >
        {['Members', 'Admins'].map(value => (
          <MenuItem key={value} value={value}>
            {value}
          </MenuItem>
        ))}
      </Select>
    </FormControl>
  </>,
)
