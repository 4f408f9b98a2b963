// The sync button without leaving the page: start it, show how far it is, and load the list again at its end.
const form = document.getElementById('sync');
if (form) {
  const button = form.querySelector('button');
  const told = document.getElementById('sync-state');
  const bar = document.getElementById('sync-progress');

  const show = (sync) => {
    button.disabled = sync.state === 'running';
    bar.hidden = sync.state !== 'running';
    if (sync.state === 'running') {
      told.textContent = sync.total ? `${told.dataset.running} (${sync.done} / ${sync.total})` : told.dataset.running;
      if (sync.total) {
        bar.max = sync.total;
        bar.value = sync.done;
      } else {
        bar.removeAttribute('value');
      }
    } else if (sync.state === 'failed') {
      told.textContent = `${told.dataset.failed}: ${sync.error}`;
    }
  };

  const follow = async () => {
    const answered = await fetch(form.dataset.state, { headers: { Accept: 'application/json' } });
    if (!answered.ok) return;
    const sync = await answered.json();
    show(sync);
    if (sync.state === 'running') {
      setTimeout(follow, 1000);
    } else if (sync.state === 'done') {
      location.reload();
    }
  };

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    const answered = await fetch(form.action, { method: 'POST', headers: { Accept: 'application/json' } });
    const said = await answered.json();
    if (answered.ok || answered.status === 409) {
      told.textContent = told.dataset.running;
      follow();
    } else {
      button.disabled = false;
      told.textContent = said.detail;
    }
  });

  if (button.disabled) follow();
}
