const LABELS = { closed: 'Not connected', connecting: 'Connecting', open: 'Connected', waiting: 'Connection lost' };

/**
 * Shows the state of a socket in the elements `#NAME-state`, `#NAME-countdown` and `#NAME-retry`.
 */
export function showConnection(name, socket) {
  const state = document.getElementById(`${name}-state`);
  const countdown = document.getElementById(`${name}-countdown`);
  const retry = document.getElementById(`${name}-retry`);
  const show = () => {
    const label = socket.reason ? `${LABELS[socket.state]}: ${socket.reason}` : LABELS[socket.state];
    // A screen reader speaks what is set: so only what is new
    if (state.textContent !== label) {
      state.textContent = label;
    }
    state.dataset.state = socket.state;
    countdown.textContent = socket.state === 'waiting' ? `reconnecting in ${socket.secondsLeft} s` : '';
    retry.hidden = socket.state === 'open' || socket.state === 'connecting';
  };
  socket.addEventListener('state', show);
  retry.onclick = () => socket.connect();
  show();
}
