package postern.observer;

import java.util.Collection;
import java.util.Collections;

import nextflow.Session;
import nextflow.trace.TraceObserver;
import nextflow.trace.TraceObserverFactory;

/** Found by pf4j through META-INF/extensions.idx on the class path; no plugin folder is needed. */
public final class PosternObserverFactory implements TraceObserverFactory {
    @Override
    public Collection<TraceObserver> create(Session session) {
        ObserverSettings settings = ObserverSettings.find(System.getenv());
        if (settings == null) return Collections.emptyList();
        return Collections.singletonList(new PosternObserver(settings, new TraceClient(settings)));
    }
}
