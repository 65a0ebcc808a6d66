/** The addresses at which nobody is signed in yet. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from './company-route.tsx'

const signInPage = lazyRouteComponent(() => import('./features/sessions/SignInPage.tsx'), 'SignInPage')

const choose = createRoute({ getParentRoute: () => root, path: '/', component: signInPage })
const signIn = createRoute({ getParentRoute: () => root, path: '/$company/sign-in', component: signInPage })

const forgotPage = lazyRouteComponent(
  () => import('./features/sessions/ForgotPasswordPage.tsx'),
  'ForgotPasswordPage',
)
const forgot = createRoute({ getParentRoute: () => root, path: '/forgot-password', component: forgotPage })
const forgotAt = createRoute({
  getParentRoute: () => root,
  path: '/$company/forgot-password',
  component: forgotPage,
})
const choosePassword = createRoute({
  getParentRoute: () => root,
  path: '/$company/choose-password',
  component: lazyRouteComponent(
    () => import('./features/sessions/ChoosePasswordPage.tsx'),
    'ChoosePasswordPage',
  ),
})

export const signInRoutes = [choose, signIn, forgot, forgotAt, choosePassword] as const
