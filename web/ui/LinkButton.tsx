/** A button that leads somewhere: a real link, typed by the routes. `<LinkButton to="/$company/leads" params={…}>`. */
import { Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef } from 'react'

type Props = ButtonProps & Omit<ComponentPropsWithRef<'a'>, keyof ButtonProps>

const AnchorButton = (props: Props) => <Button component="a" {...props} />

export const LinkButton = createLink(AnchorButton)
