import './base.css';
import './sidebar.css';
import './rooms.css';
import './chat.css';
import './activity.css';
import './history.css';
import './cursors.css';
import './authors.css';
