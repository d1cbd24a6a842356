import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { access } from './api/access.svelte';
import { facts } from './api/about.svelte';
import { heartbeat } from './api/liveness.svelte';
import { router } from './router.svelte';
import { restoreTheme } from './theme';

restoreTheme();
router.start();
access.start();
heartbeat.start();
facts.start();
mount(App, { target: document.getElementById('app')! });
